extension ContinuousClock.Instant {
  /// Seconds from then to now.
  var seconds: Double {
    let passed = ContinuousClock.now - self
    return Double(passed.components.seconds) + Double(passed.components.attoseconds) * 1e-18
  }
}
