/** Pictures without AWT: shapes, text and QR codes on a raster, written as PNG. */
package scrip.drawing;
