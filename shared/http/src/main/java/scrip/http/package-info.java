/**
 * What every HTTP function needs at its edge: who calls, what the body says, and how a refusal is
 * answered.
 */
package scrip.http;
