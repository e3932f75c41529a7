/** The job that looks after cards which stay claimed. */
package scrip.function.stuckcardrescue;
