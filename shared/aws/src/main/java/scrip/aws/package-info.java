/**
 * What of AWS the functions need: secrets, the database's credentials, and a nudge from one
 * function to another.
 */
package scrip.aws;
