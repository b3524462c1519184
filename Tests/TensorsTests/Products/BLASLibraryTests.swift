import Testing

@testable import Tensors

/// That it multiplies is tested with our own kernels (`ProductKernelTests`), where it is installed.
struct BLASLibraryTests {
  #if !canImport(Accelerate)
    /// A processor that OpenBLAS does not know must not be left with the oldest kernels.
    @Test func kernelsByWhatTheProcessorCan() {
      #expect([0, 1, 2].map { BLASLibrary.kernels(level: $0) } == [nil, "HASWELL", "SKYLAKEX"])
    }

    /// What is installed by chance changes no result.
    @Test func theBestIsOurOwn() {
      #expect(ProductKernel.best.isBitExact)
      #expect(ProductKernel.available.contains(.library) == (BLASLibrary.opened != nil))
    }

    @Test(.enabled(if: BLASLibrary.opened == nil, "OpenBLAS is installed"))
    func withoutOpenBLAS() {
      #expect(Workspace(threads: 1).productKernels == ProductKernel.available.map(\.name))
    }
  #endif
}
