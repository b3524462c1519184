/// RelaImp (equation 10): how much further above chance a model's AUC is than the base model's.
///
///     RelaImp = (AUC(measured) − 0.5) / (AUC(base) − 0.5) − 1
///
/// The paper's base is Shared Bottom. No `Metric`: it takes two models. Nil where an AUC is missing or the base is at chance.
public func relaImp(of measured: Double?, over base: Double?) -> Double? {
  guard let measured, let base, base != 0.5 else { return nil }
  return (measured - 0.5) / (base - 0.5) - 1
}
