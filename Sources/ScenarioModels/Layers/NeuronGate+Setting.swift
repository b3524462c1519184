import Settings
import Tensors

extension NeuronGate: SettingChoice {}
