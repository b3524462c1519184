/// The bytes of one cell; they are valid until the reader goes to its next row.
typealias Cell = UnsafeRawBufferPointer
