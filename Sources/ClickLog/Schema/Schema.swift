/// What the columns of a log mean: the label, the scenario, how rows are split, and what the features are.
///
/// Written by the user as YAML (`Schema.parse`), or inferred (`Schema.infer`); every run folder holds its own copy.
public struct Schema: Sendable, Equatable {
  /// A pattern for the log's files, when the data is a folder; nil where the folder holds one log only.
  public var log: String?
  /// How the files are written, where they do not say it themselves.
  public var format = FileForm()
  /// The column that says whether the impression was clicked.
  public var label: String
  /// How it says that.
  public var labelRule = LabelRule.truth
  /// The share of the rows without a click that the log kept, drawn at random: each stands for 1 / share of them. Nil where all
  /// are there.
  public var negativeSampling: Double?
  /// A column with how much each row counts, in the loss and in weighted metrics.
  public var weight: String?
  /// One column, or several: then every combination seen is a scenario.
  public var scenario: [String]
  /// Of scenario columns that are numbers, the buckets whose numbers are one scenario.
  public var scenarioBuckets: [String: ScenarioBuckets] = [:]
  /// The column whose values group the rows for GAUC.
  public var session: String?
  /// The column that orders the rows: numbers, or times (`TimePoint`).
  public var time: String?
  /// The form of times that are written in none of the forms that are recognised.
  public var timeFormat: TimeFormat?
  public var split: Split
  /// Combinations of the scenario columns with fewer training rows are one scenario with the others of their first
  /// column's value; 0 makes every combination a scenario.
  public var minimumScenarioRows = 0
  /// A column that can only be 1 where the label is 1. Rows that contradict that are counted.
  public var conversion: String?
  /// Whether those rows are left out.
  public var dropContradictions = false
  /// Values seen less often in the training part share their field's unknown row; nil for what suits its number of rows.
  public var minimumCount: Int?
  /// Whether exact copies of an earlier row are left out. They are counted in any case.
  public var dropDuplicates: Bool
  public var joins: [Join]
  /// Which keys' earlier rows become inputs of the model; nil for none.
  public var statistics: Statistics?
  /// In the file's order, which is the order of the fields everywhere.
  public var features: [Feature]
  /// Whether every column that is not otherwise named is a feature too.
  public var autoFeatures: Bool

  /// Of a large log, values seen once in training only teach the unknown row. A small one has nothing to give away: there they
  /// have rows of their own, and teach the unknown one in half of their visits (`SingleValues`).
  public static func suitedMinimumCount(trainingRows: Int) -> Int { trainingRows < smallLog ? 1 : 2 }

  /// Training rows from which a log is no small one.
  public static let smallLog = 60_000
  /// By default the last tenth is the test, the tenth before it the validation.
  public static let defaultSplit = Split.order([0.8, 0.1, 0.1])

  public init(
    log: String? = nil, label: String, scenario: [String], session: String? = nil, time: String? = nil,
    split: Split = Schema.defaultSplit, minimumCount: Int? = nil, dropDuplicates: Bool = false,
    joins: [Join] = [], features: [Feature] = [], autoFeatures: Bool = false
  ) {
    self.log = log
    self.label = label
    self.scenario = scenario
    self.session = session
    self.time = time
    self.split = split
    self.minimumCount = minimumCount
    self.dropDuplicates = dropDuplicates
    self.joins = joins
    self.features = features
    self.autoFeatures = autoFeatures
  }

  /// Which rows are for training, which for validation and which for the test.
  public enum Split: Sendable, Equatable {
    /// By a column's values: below `validation` is training, from `test` on is test, between them is validation.
    /// Values and limits are numbers or times, and compared as such, never as text.
    case column(String, validation: String, test: String)
    /// Rows where a column has the value `test` are the test; of the others, this share, drawn at random, validates.
    case value(String, test: String, validation: Double)
    /// At random, in these shares of training, validation and test; with a group, all rows of one of its values are in the
    /// same part, whose rows come to about these shares.
    case random([Double], group: String? = nil)
    /// In the order of the schema's time column (of the file, without one), in these shares.
    case order([Double])
    /// By the files that rows are in.
    case files(SplitFiles)

    /// Training, validation and test shares. Two shares are training and test, and the last tenth of the training
    /// (a random tenth, in a random split) is the validation. Empty for a split by a column's values.
    var shares: [Double] {
      switch self {
      case .column, .value, .files: []
      case .random(let shares, _), .order(let shares):
        shares.count == 2 ? [0.9 * shares[0], 0.1 * shares[0], shares[1]] : shares
      }
    }
  }

  /// A side table, one row a key, whose columns stand beside those of the log's rows with the same key.
  public struct Join: Sendable, Equatable {
    public var file: String
    /// The log's column.
    public var on: String
    /// The table's column; nil for one of the same name.
    public var fileKey: String?
    /// How the file is written; nil for what the log's form has in common with it.
    public var format: FileForm?

    public init(file: String, on: String, fileKey: String? = nil) {
      self.file = file
      self.on = on
      self.fileKey = fileKey
    }

    /// The table's column of keys.
    public var key: String { fileKey ?? on }
  }

  /// A column that the model sees.
  public struct Feature: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
      /// One value a row.
      case id
      /// A number, cut into at most this many buckets of equal weight in the training part.
      case number(buckets: Int)
      /// Any number of values a row.
      case ids(ValueList)
      /// The hour or the weekday of a time.
      case timePart(TimePart)

      /// What a schema calls it.
      var word: String {
        switch self {
        case .id: "id"
        case .number: "number"
        case .ids: "ids"
        case .timePart(let part): part.unit.rawValue
        }
      }
    }

    public enum Pooling: String, Sendable, Equatable { case mean, sum }

    /// How a cell holds several values, and how their embeddings become one.
    public struct ValueList: Sendable, Equatable {
      /// One byte, between the values.
      public var separator: String
      public var pooling: Pooling
      /// Whether each value has its weight after a colon, like `17:0.5`.
      public var weighted: Bool
      /// Values that are none, such as the 0 that lists are filled up with.
      public var ignore: [String]

      public init(
        separator: String = defaultSeparator, pooling: Pooling = .mean, weighted: Bool = false, ignore: [String] = []
      ) {
        self.separator = separator
        self.pooling = pooling
        self.weighted = weighted
        self.ignore = ignore
      }
    }

    public var name: String
    public var kind: Kind
    /// The column that it is made of; nil for the one of its own name.
    public var source: String?
    /// A name shared by the features of one perspective (user, item, context); the router may look at one of them.
    public var group: String?
    /// For values too many to keep: this many rows, found by the values' hashes instead of a vocabulary.
    public var hashBuckets: Int?

    public static let defaultBuckets = 32
    public static let mostBuckets = 65_536
    public static let mostHashBuckets = 1 << 30
    public static let defaultSeparator = ","

    public init(name: String, kind: Kind, group: String? = nil) {
      self.name = name
      self.kind = kind
      self.group = group
    }

    /// The column that it is made of.
    public var column: String { source ?? name }
  }

  /// The keys of statistics; those that may become some, where they are to be chosen.
  var statisticsKeys: [[String]] {
    switch statistics {
    case nil, .off: return []
    case .keys(let keys): return keys
    case .automatic:
      let ids = features.compactMap { $0.kind == .id ? $0.column : nil }
      var names: [String] = []
      for name in [session].compactMap({ $0 }) + ids where !names.contains(name) && !scenario.contains(name) {
        names.append(name)
      }
      // Scenarios that are ranges of numbers are no values.
      guard scenarioBuckets.isEmpty else { return names.map { [$0] } }
      return names.flatMap { [[$0], [$0] + scenario] }
    }
  }

  /// Whether a feature's lists would be taken for values of a key.
  func isListInKey(_ feature: Feature) -> Bool {
    guard case .ids = feature.kind else { return false }
    return statisticsKeys.joined().contains(feature.column)
  }

  /// The column of a split by column.
  var splitColumn: String? {
    switch split {
    case .column(let name, _, _), .value(let name, _, _): name
    case .random(_, let group): group
    case .order, .files: nil
    }
  }
}
