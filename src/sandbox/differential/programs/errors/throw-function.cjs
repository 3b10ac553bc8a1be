// An uncaught function.
throw function named() {};
