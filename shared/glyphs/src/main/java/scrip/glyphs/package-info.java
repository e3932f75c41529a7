/**
 * Takes the outlines of glyphs out of open fonts while the project is built; not there at run time.
 */
package scrip.glyphs;
