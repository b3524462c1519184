import Foundation
import ScenarioModels
import Tensors
import Training
let vocab = [240000, 470000, 70000, 70000, 60000, 50000, 40000, 30000, 20000, 15000, 12000, 8000, 6000,
                4000, 2000, 1000, 500, 200, 100, 50, 20, 10, 29]
let threads = Int(CommandLine.arguments[2])!
let w = Workspace(threads: threads)
var s = ModelSettings(); s.dealsRowsInTurn = true
let shape = ModelShape(fields: vocab.map { .init(name: "\($0)", group: nil) }, tableRows: vocab.reduce(0,+), scenarios: 29)
var l = try Learner(ModelKind(rawValue: CommandLine.arguments[1])!, for: shape, s, optimiser: Adam(), generator: RandomGenerator(seed: 1), in: w)
var g = RandomGenerator(seed: 3)
let n = 2048
var inputs: [(ModelInput,[Float])] = []
for _ in 0..<8 {
 var ids: [Int32] = []; 
 for _ in 0..<n { var off = 0; for v in vocab { ids.append(Int32(off + g.index(below: v))); off += v } }
 inputs.append((ModelInput(bags: Bags(ids: ids, starts: (0...(n*vocab.count)).map{Int32($0)}, pooling: vocab.map{_ in .mean}), scenarios: []), (0..<n).map { _ in g.uniform() < 0.04 ? 1 : 0 }))
}
var times: [Double] = []
for t in 0..<40 {
  let c = ContinuousClock.now
  let loss = l.train(on: inputs[t%8].0, labels: inputs[t%8].1)
  let d = ContinuousClock.now - c
  times.append(Double(d.components.attoseconds)*1e-18)
  if t%10==0 {print(loss)}
}
let m = times.dropFirst(8).sorted()[16]
print("median ms", m*1000, "samples/s", Double(n)/m)
