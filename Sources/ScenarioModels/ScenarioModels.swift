// The first file of ScenarioModels moves in here.
