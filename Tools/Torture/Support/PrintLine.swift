import Foundation

/// Writes a plain line to standard output, at once.
func printLine(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
