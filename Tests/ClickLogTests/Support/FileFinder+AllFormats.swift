import Foundation

@testable import ClickLog

extension FileFinder {
  /// Finds files of every format.
  init(folder: URL) { self.init(folder: folder, formats: LogFormats.all) }
}
