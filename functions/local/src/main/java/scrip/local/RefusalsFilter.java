package scrip.local;
