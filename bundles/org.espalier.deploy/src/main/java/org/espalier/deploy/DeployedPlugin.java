package org.espalier.deploy;

/**
 * A jar of the plugin folder.
 *
 * @param file its name
 * @param bundle symbolic name of its bundle; empty if it has none
 * @param version of its bundle; empty if it has none
 * @param active whether the bundle is started
 * @param problem why not, in one line; empty if all is well
 */
public record DeployedPlugin(
    String file, String bundle, String version, boolean active, String problem) {}
