package scrip.problem;

/**
 * One thing wrong with a request.
 *
 * @param pointer JSON pointer to the member, or the name of the header
 * @param detail what is wrong and what would be right; never echoes the value
 */
public record Fault(String pointer, String detail) {}
