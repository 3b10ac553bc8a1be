// A rejection without a reason.
Promise.reject();
