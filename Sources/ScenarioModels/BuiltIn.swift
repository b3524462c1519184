import Settings

extension ModelKind: CaseIterable {
  /// The models that come with this library, in the order of tables: a model is its file and its name here.
  public static let builtIn: [ModelKind] = [
    LogisticRegression.self, FactorisationMachine.self, DNN.self, SharedBottom.self, HMoE.self, PLE.self, STAR.self,
    AdaSparse.self, ADL.self,
  ].map { (type: any ScenarioModel.Type) in ModelKind(type) }

  public static var allCases: [ModelKind] { builtIn }
}

extension ModelSettings {
  /// ADL's settings, for short.
  public subscript<Value>(dynamicMember path: WritableKeyPath<ADL.Settings, Value>) -> Value {
    get { self[ADL.self][keyPath: path] }
    set { self[ADL.self][keyPath: path] = newValue }
  }
}
