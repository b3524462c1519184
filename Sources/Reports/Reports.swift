// The first file of Reports moves in here.
