import CKernels
import Foundation

#if canImport(CBLAS)
  import CBLAS
#endif

/// Which of its kernels OpenBLAS has chosen.
///
/// It chooses when it is loaded, by a list of processors; one that is newer than its release gets kernels of twenty years ago, at
/// a tenth of the speed. Only a variable of the environment that is there before it is loaded can tell it otherwise.
public enum BLASKernels {
  static let variable = "OPENBLAS_CORETYPE"

  /// Starts this program again, in the same process, with the right kernels, if it has the wrong ones. Returns if they are right,
  /// or if somebody has chosen them.
  public static func startAgainIfWrong() {
    #if os(Linux) && arch(x86_64)
      guard ProcessInfo.processInfo.environment[variable] == nil, let name = openblas_get_corename(),
        let better = better(than: String(cString: name), level: Int(adl_gemm_level()))
      else { return }
      setenv(variable, better, 1)
      var arguments = CommandLine.arguments.map { strdup($0) } + [nil]
      execv("/proc/self/exe", &arguments)
      // Without /proc it goes on as it is: slow, and right.
      for argument in arguments { free(argument) }
    #endif
  }

  /// The kernels that the processor can run, where those chosen are older than AVX2; nil where they are not.
  ///
  /// - Parameter level: 2 for AVX-512, 1 for AVX2 with fused products, otherwise 0.
  static func better(than chosen: String, level: Int) -> String? {
    let good = ["haswell", "zen", "skylakex", "cooperlake", "sapphirerapids", "excavator"]
    guard level > 0, !good.contains(chosen.lowercased()) else { return nil }
    return level > 1 ? "SKYLAKEX" : "HASWELL"
  }
}
