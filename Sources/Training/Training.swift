// The first file of Training moves in here.
