// One import: what preparing a log, training, judging and serving a model need.
@_exported import ClickLog
@_exported import Evaluation
@_exported import Runs
@_exported import ScenarioModels
@_exported import Settings
@_exported import SimulatedLogs
@_exported import Tensors
@_exported import Training
