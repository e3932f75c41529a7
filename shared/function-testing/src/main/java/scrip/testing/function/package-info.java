/** The surroundings of one function in its tests. */
package scrip.testing.function;
