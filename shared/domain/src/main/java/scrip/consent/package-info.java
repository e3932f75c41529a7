/**
 * What recipients write back: STOP, START, HELP, and YES or NO to a campaign that asked. The text
 * itself is not kept, only what it meant.
 */
package scrip.consent;
