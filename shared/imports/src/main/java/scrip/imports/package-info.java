/** Lists that come as files: cards for a pool, recipients for a campaign. */
package scrip.imports;
