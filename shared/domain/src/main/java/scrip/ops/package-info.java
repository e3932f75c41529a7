/** How the system watches itself: jobs and their runs, errors, metrics, masking of logs. */
package scrip.ops;
