extension TimeRanges {
  /// In words, of all parts together; nil where no row has a time, and of times of several kinds.
  func range(_ forms: TimeForms) -> LogStatistics.Times.Range? {
    guard let unit = forms.unit, let all else { return nil }
    return LogStatistics.Times.Range(from: unit.text(of: all.lowerBound), to: unit.text(of: all.upperBound))
  }
}

extension LogStatistics.Times {
  /// For people and for the manifest; nil where no row has a time, and of times of several kinds, which tell nothing.
  ///
  /// - Parameter forms: what all the times look like.
  init?(_ times: TimeRanges, column: String, _ forms: TimeForms) {
    guard let unit = forms.unit, times.first.contains(where: \.isFinite) else { return nil }
    let (training, test) = (PartName.training.rawValue, PartName.test.rawValue)
    self.init(
      column: column, unit: unit.words, mixesZones: forms.contains([.zoned, .unzoned]),
      ranges: zip(times.first, times.last).map { first, last in
        first <= last ? Range(from: unit.text(of: first), to: unit.text(of: last)) : nil
      },
      trainsOnLaterRows: times.first[test].isFinite && times.last[training] > times.first[test])
  }
}
