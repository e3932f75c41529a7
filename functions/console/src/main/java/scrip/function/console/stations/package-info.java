/** {@code /api/admin/stations}: stations, their devices, and what is odd at them. */
package scrip.function.console.stations;
