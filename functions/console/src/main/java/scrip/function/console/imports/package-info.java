/** Files of cards and recipients: sent in parts, watched, fetched back where rows were refused. */
package scrip.function.console.imports;
