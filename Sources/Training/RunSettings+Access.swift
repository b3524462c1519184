extension RunSettings {
  package static var silentKeys: [String] { silent.map(\.rawValue) }
  package var adam: Adam { optimiser }
}
