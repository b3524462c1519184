// The first file of ClickLog moves in here.
