import CArrow
import Files
import Foundation

/// The plugin that reads Parquet and Arrow files and writes Parquet: Apache Arrow behind some C functions, opened at run
/// time, so that only who has such files needs Arrow. It is built from `Plugins/Arrow`.
struct ArrowPlugin {
  /// What it is opened for, as an error has it.
  enum Purpose: String { case reading, writing }

  private let openFile: adl_arrow_open_function
  private let lastError: adl_arrow_error_function
  let create: adl_arrow_create_function
  let append: adl_arrow_append_function
  let finish: adl_arrow_finish_function

  /// Finds and opens the plugin, for a file.
  ///
  /// - Parameter file: its name, for errors.
  /// - Throws: `LogError`, which names `file` and says what to do, if there is no plugin, or none that fits.
  init(
    _ purpose: Purpose, _ file: String, environment: [String: String] = ProcessInfo.processInfo.environment,
    executable: URL? = ArrowPlugin.executable
  ) throws {
    let place: URL
    if let given = environment["ADL_ARROW_PLUGIN"], !given.isEmpty {
      place = URL(fileURLWithPath: given)
      guard place.exists else {
        throw LogError(
          "\(purpose) Parquet needs the Arrow plugin; ADL_ARROW_PLUGIN is no file: \(given)", file: file)
      }
    } else {
      guard let found = Self.find(from: executable) else {
        throw LogError("\(purpose) Parquet needs the Arrow plugin", file: file, remedy: .buildArrowPlugin)
      }
      place = found
    }
    // Never closed: Arrow keeps threads and memory of its own until the program ends.
    guard let library = dlopen(place.path, RTLD_NOW | RTLD_LOCAL) else {
      let reason = dlerror().map { String(cString: $0) } ?? "unknown reason"
      throw LogError(
        "the Arrow plugin cannot be opened (\(reason))", file: file, remedy: .rebuildArrowPlugin)
    }
    func function<Function>(_ name: String, _ type: Function.Type) throws -> Function {
      guard let found = dlsym(library, name) else {
        throw LogError("\(place.path) is not the Arrow plugin", file: file, remedy: .buildArrowPlugin)
      }
      return unsafeBitCast(found, to: type)
    }
    // Before what other versions may lack.
    let found = try function("adl_arrow_version", adl_arrow_version_function.self)()
    guard found == ADL_ARROW_VERSION else {
      throw LogError(
        "the Arrow plugin \(place.path) is of version \(found), this program needs version \(ADL_ARROW_VERSION)",
        file: file, remedy: .rebuildArrowPlugin)
    }
    openFile = try function("adl_arrow_open", adl_arrow_open_function.self)
    lastError = try function("adl_arrow_error", adl_arrow_error_function.self)
    create = try function("adl_arrow_create", adl_arrow_create_function.self)
    append = try function("adl_arrow_append", adl_arrow_append_function.self)
    finish = try function("adl_arrow_finish", adl_arrow_finish_function.self)
  }

  /// The rows of `file`, of the columns with these numbers (ascending), or of all.
  func open(_ file: LogFile, columns: [Int32]?) throws -> ArrowStream {
    let stream = ArrowStream(file: file.name)
    let failed: Int32
    if let columns {
      // One more than is counted: an empty array may be handed over as null, which would ask for all columns.
      failed = openFile(file.url.path, columns + [0], Int64(columns.count), stream.pointer)
    } else {
      failed = openFile(file.url.path, nil, 0, stream.pointer)
    }
    guard failed == 0 else { throw LogError(lastFailure, file: file.name) }
    return stream
  }

  /// What went wrong in this thread's last call.
  var lastFailure: String { ArrowStream.oneLine(lastError().map { String(cString: $0) } ?? "") }

  /// This program's file, links resolved.
  static var executable: URL? {
    #if os(Linux)
      if let path = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") {
        return URL(fileURLWithPath: path)
      }
    #endif
    return Bundle.main.executableURL?.resolvingSymlinksInPath()
  }

  /// Beside the program, in the `lib` beside its folder, and then in `.build-arrow` of each folder above: there
  /// `scripts/setup` puts it, and a program built in the checkout is somewhere below.
  static func find(from executable: URL?) -> URL? {
    guard let executable else { return nil }
    #if os(macOS)
      let name = "libadl_arrow.dylib"
    #else
      let name = "libadl_arrow.so"
    #endif
    var folder = executable.deletingLastPathComponent()
    for place in [folder.appendingPathComponent(name), folder.appendingPathComponent("../lib/\(name)").standardized]
    where place.exists {
      return place
    }
    while true {
      let place = folder.appendingPathComponent(".build-arrow/\(name)")
      if isOurs(place) { return place }
      if folder.path == "/" || folder.path.isEmpty { return nil }
      folder.deleteLastPathComponent()
    }
  }

  /// Whether a file is there and belongs to this user or to root: a folder above, such as /tmp, can be anyone's.
  private static func isOurs(_ place: URL) -> Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: place.path)
    guard let owner = attributes?[.ownerAccountID] as? Int else { return false }
    return owner == 0 || owner == Int(getuid())
  }
}
