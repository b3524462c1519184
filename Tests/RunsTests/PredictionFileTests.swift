import ClickLog
import Evaluation
import Files
import Foundation
import ScenarioModels
import Tensors
import Testing

@testable import Runs
@testable import Training

struct PredictionFileTests {
  private func text(_ write: (inout CSVBytes) -> Void) -> String {
    var text = CSVBytes()
    write(&text)
    return String(decoding: text.bytes, as: UTF8.self)
  }

  @Test(arguments: [0, 1, 9, 10, 11, 99, 100, 4096, 1_000_000_007, Int.max, -1, -10, -987, Int.min])
  func integers(number: Int) {
    #expect(text { $0.append(number) } == String(number))
  }

  /// The language's own text, which reads back as the same bits.
  @Test func fractions() {
    var draws = RandomGenerator(seed: 1)
    let odd: [Float] = [0, 1, 0.5, 0.1, 1e-5, 1.2345678e-38, .leastNonzeroMagnitude, 0.99999994, -0.25, 16_777_216]
    for number in odd + (0..<10_000).map({ _ in Float(draws.uniform()) }) {
      let written = text { $0.append(number) }
      #expect(written == "\(number)")
      #expect(Float(written)?.bitPattern == number.bitPattern)
    }
  }

  @Test func textIsForgottenAndWrittenAnew() {
    var text = CSVBytes()
    text.append(12)
    text.removeAll()
    #expect(text.isEmpty)
    text.append(Array("a".utf8))
    text.append(",")
    text.append(0.25)
    #expect(text.bytes == Array("a,0.25".utf8))
  }

  /// The whole file, as written with strings.
  @Test(arguments: [(ModelKind.dnn, nil), (.adl, nil), (.adl, "user,item")] as [(ModelKind, String?)])
  func lines(model: ModelKind, routeOn: String?) throws {
    let small = try SmallLog(rows: 3_000)
    try small.train(
      SmallLog.settings { settings in
        settings.model = model
        settings.epochs = 1
        settings.routeOn = routeOn
      }, in: "run")
    let run = try TrainedRun(small.folder("run"))
    let file = small.place.url.appendingPathComponent("p.csv")
    let mean = try PredictionFile.write(small.log.all, of: run.model, to: file)

    var expected = "row,probability,cluster,scenario\n"
    var (sum, rows) = (0.0, 0)
    for batch in small.log.all.batches(size: 100) {
      let output = run.model.predictor(ModelInput(batch, pooling: run.encoding.pooling))
      for row in 0..<batch.rows {
        let probability = sigmoid(output.logits.matrix[row, 0])
        let clusters = output.routings.map { "\($0.clusters[row])" }.joined(separator: "+")
        let scenario = Int(batch.scenarios[row])
        let name = scenario < 0 ? EvaluationResult.unknownScenario : run.encoding.scenarios[scenario]
        expected += "\(batch.rowNumbers[row]),\(probability),\(clusters),\(CSVCell.quoted(name))\n"
        sum += Double(probability)
        rows += 1
      }
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == expected)
    #expect(abs(mean - sum / Double(rows)) < 1e-12)
  }
}
