// An uncaught error that is frozen.
throw Object.freeze(new Error('frozen'));
