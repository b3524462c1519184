import ScenarioModels
import Settings
import Tensors

extension Precision: SettingChoice {}

/// The settings of training, whatever the model.
public struct TrainingSettings: SettingGroup {
  public var loss = LossKind.crossEntropy
  public var specificPull = 0.0
  public var embeddingL2 = 0.0
  public var learningRate = 0.001
  public var warmUpSteps = 0
  public var clipGradients = 0.0
  public var beta1 = 0.9
  public var beta2 = 0.999
  public var epsilon = 1e-8
  /// Of these four, what is nil follows from the log's training rows (`TrainingPlan`).
  public var batchSize: Int?
  public var epochs: Int?
  public var patience: Int?
  public var monitor: Monitor?
  @Open public var multiEpoch = false
  public var checkpointSteps = 0
  public var checkpointMinutes = 10.0
  public var precision = Precision.float32
  public var seed = 1
  public var threads = 0
  public var from: String?
  public var keepMoments = false
  public var calibrate = false

  public init() {}

  public static var declared: [Setting<TrainingSettings>] { optimisation + passes + progress }

  private static var optimisation: [Setting<TrainingSettings>] {
    [
      Setting("loss", \.loss, help: "What training makes small."),
      // Tuning draws in this order.
      Setting(
        "learningRate", \.learningRate, .moreThan(0), search: .logUniform(3e-4...3e-3), help: "Adam's learning rate."),
      Setting(
        "specificPull", \.specificPull, .atLeast(0), models: [ADL.name, STAR.name],
        help:
          "Pull λ on the specific weights of ADL and STAR towards one, that is to the shared ones: w ← w + ηλ(1 − w)."),
      Setting(
        "embeddingL2", \.embeddingL2, .atLeast(0), search: .logUniformOrZero(1e-7...1e-4),
        help: "L2 penalty λ/2 ‖e‖² on embeddings in use."),
      Setting(
        "warmUpSteps", \.warmUpSteps, .atLeast(0, most: 1 << 40),
        help: "Steps over which the learning rate rises to its value."),
      Setting(
        "clipGradients", \.clipGradients, .atLeast(0),
        help: "Scale the gradients of a step down to this norm, all together; 0 for never."),
      Setting(
        "beta1", \.beta1, .within(0..<1),
        help: "Adam's β₁, the decay of its first moments; embeddings have none."),
      Setting("beta2", \.beta2, .within(0..<1), help: "Adam's β₂, the decay of its second moments."),
      Setting("epsilon", \.epsilon, .moreThan(0), help: "Adam's ε, added to the root of the second moment."),
    ]
  }

  private static var passes: [Setting<TrainingSettings>] {
    [
      Setting(
        "batchSize", \.batchSize, .ifAny(.within(1...(1 << 20))), defaultText: "2048, fewer for small logs",
        help: "Rows a step."),
      Setting(
        "epochs", \.epochs, .ifAny(.atLeast(1)), defaultText: "10, more for small logs",
        help: "At most this many passes over the training part."),
      Setting(
        "patience", \.patience, .ifAny(.atLeast(1)),
        defaultText: "1, or 3 with multi-epoch learning, more for small logs",
        help: "Passes without a better one before stopping."),
      Setting(
        "monitor", \.monitor, expected: Monitor.forms, defaultText: "auc, logLoss for small logs",
        help: "What of the validation part says which pass is the best: \(Monitor.forms)."),
      Setting(
        "multiEpoch", \.$multiEpoch, defaultText: "where a second pass with the old ones is worse",
        help: "Start each pass after the first with new embeddings, so that they cannot memorise (MEDA)."),
    ]
  }

  private static var progress: [Setting<TrainingSettings>] {
    [
      Setting(
        "checkpointSteps", \.checkpointSteps, .atLeast(0), isSilent: true,
        help: "Steps between checkpoints to resume from; 0 for none."),
      Setting(
        "checkpointMinutes", \.checkpointMinutes, .atLeast(0), isSilent: true,
        help: "Minutes between checkpoints; 0 for none."),
      Setting(
        "precision", \.precision,
        help: "Of matrix products in training; bf16 needs a processor with AVX512-BF16."),
      Setting("seed", \.seed, .atLeast(0), help: "Seed of everything random."),
      Setting(
        "threads", \.threads, .within(0...1024), isSilent: true, defaultText: "0, one per core",
        help: "Threads at work; 0 for one per core. Results have the same bits for any number."),
      Setting(
        "from", \.from, expected: "the folder of a run", isSilent: true, defaultText: "new weights",
        help: "The folder of the run whose weights training starts from."),
      Setting(
        "keepMoments", \.keepMoments,
        help: "Keep the optimiser's moments with the run, and begin with those of --from's, as one long training would."
      ),
      Setting(
        "calibrate", \.calibrate,
        help: "Correct the predictions of each scenario by its validation rows after training (Platt)."),
    ]
  }

  /// The optimiser that these settings describe.
  public var optimiser: Adam {
    Adam(
      learningRate: learningRate, embeddingL2: embeddingL2, specificPull: specificPull, clipGradients: clipGradients,
      warmUpSteps: warmUpSteps, beta1: beta1, beta2: beta2, epsilon: epsilon)
  }

  /// Throws where training is asked for in a precision that this processor lacks. Scoring with a trained model needs none.
  ///
  /// - Parameter offers: what the processor has.
  public func checkPrecision(_ offers: (Precision) -> Bool = \.isAvailable) throws(SettingsError) {
    guard !offers(precision) else { return }
    throw SettingsError(
      key: "precision", "expected float32, not \(precision.rawValue): this processor has no AVX512-BF16 instructions")
  }
}
