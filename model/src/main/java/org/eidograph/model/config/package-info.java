@org.jspecify.annotations.NullMarked
package org.eidograph.model.config;
