/** What reads QR codes in a browser that cannot by itself; compiled into a script, not shipped. */
package scrip.scanner;
