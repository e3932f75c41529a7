/**
 * Keys and what they protect. Codes we look up are kept as keyed hashes; cards that belong to
 * somebody else and must be shown again are sealed in an envelope: data key a pool and month,
 * wrapped by a key-encryption key.
 */
package scrip.secrets;
