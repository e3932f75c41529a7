/** Who did what, and why. */
package scrip.audit;
