/** Who may sign in and call: sessions, people, keys of machines, and acts of four eyes. */
package scrip.function.console.access;
