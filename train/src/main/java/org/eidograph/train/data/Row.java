// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import tools.jackson.databind.node.ObjectNode;

/** One row of a data file as it was read: named values and the place they come from. */
public record Row(ObjectNode fields, Origin origin) {}
