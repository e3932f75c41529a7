/**
 * How the system says no: a {@link scrip.problem.Refused} with a constant of some feature's {@link
 * scrip.problem.Refusal}, turned into RFC 9457 problem+json in one place, at the edge.
 */
package scrip.problem;
