// Licensed under the Apache License, Version 2.0.
package org.eidograph.model.config;

public record RopeConfig(double theta) {}
