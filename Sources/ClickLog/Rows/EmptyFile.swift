/// A file in which nothing is, not even a header.
struct EmptyFile: Error {}
