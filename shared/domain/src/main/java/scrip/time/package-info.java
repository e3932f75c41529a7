/** The clock and what is made from it. */
package scrip.time;
