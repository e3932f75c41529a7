/** Amounts in minor units of a currency. */
package scrip.money;
