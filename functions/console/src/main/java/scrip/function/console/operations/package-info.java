/** What operators do to the system itself: limits, jobs, errors, the database, audit, alerts. */
package scrip.function.console.operations;
