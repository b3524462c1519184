extension TimeFormat {
  static func parse(_ node: SchemaNode) throws -> TimeFormat {
    do { return try TimeFormat(try node.name()) } catch let error as LogError {
      throw error.line == nil ? node.error(error.problem) : error
    }
  }
}
