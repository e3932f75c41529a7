/** Who is asking, how often they may, and what happens when they ask the same thing twice. */
package scrip.access;
