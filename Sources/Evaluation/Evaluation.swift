// The first file of Evaluation moves in here.
