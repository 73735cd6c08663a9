// Words of synthetic titles, abstracts and keywords. Earlier words of a list are more frequent.

const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const phrases = (text: string): readonly string[] =>
  text
    .trim()
    .split(/\s*,\s*/)
    .map((phrase) => phrase.replace(/\s+/g, " "));

export const adjectives = words(`
  large efficient multimodal deep generative robust scalable visual adaptive neural
  sparse unified latent causal dynamic hierarchical contrastive autoregressive self-supervised open-ended iterative
  compositional geometric federated personalized synthetic interpretable temporal spatial probabilistic low-rank
  long-context retrieval-augmented instruction-tuned training-free zero-shot few-shot parameter-efficient lightweight
  bilingual multilingual embodied agentic verifiable calibrated modular recurrent symbolic stochastic differentiable
  hybrid asynchronous continual counterfactual discrete equivariant fine-grained global local streaming incremental
  invariant linear nonlinear mixed-precision quantized amortized anisotropic asymmetric bayesian bidirectional
  cascaded collaborative conditional convex cross-lingual curriculum-based decentralized decoupled deterministic
  disentangled distributed egocentric elastic entropic evolutionary explicit factorized gated gradient-free heavy-tailed
  heterogeneous implicit inductive kernelized layered logarithmic masked monotone neuromorphic noise-aware
  occlusion-aware offline online orthogonal periodic photorealistic physics-informed polynomial preconditioned
  privacy-preserving progressive randomized reference-free relational rotary saliency-guided self-correcting
  semantic shape-aware structured submodular tabular task-agnostic token-level topological transductive tree-structured
  uncertainty-aware unsupervised variational volumetric wavelet-based weakly-supervised`);

export const topics = words(`
  reasoning generation alignment segmentation retrieval planning editing detection translation
  summarization distillation pretraining tracking reconstruction navigation synthesis compression captioning
  optimization classification localization grounding forecasting tokenization quantization verification exploration
  manipulation animation rendering parsing matching ranking routing scheduling sampling decoding inference unlearning
  personalization moderation attribution denoising inpainting deblurring registration relighting rigging dubbing
  diarization transcription lip-syncing storytelling debugging refactoring theorem-proving fact-checking
  question-answering watermarking recommendation clustering imputation calibration extrapolation interpolation
  anonymization deduplication stylization colorization super-resolution novel-view-synthesis pose-estimation
  depth-estimation code-completion tool-use role-playing world-modelling weather-prediction protein-folding
  molecule-design crystal-discovery triage tutoring negotiation`);

export const things = words(`
  models transformers agents networks policies benchmarks datasets embeddings encoders decoders
  representations rewards tokens prompts adapters experts graphs priors objectives features kernels pipelines
  simulators videos images queries captions gradients trajectories memories verifiers critics planners tokenizers
  samplers schedulers codebooks attention-heads mixtures meshes splats point-clouds occupancy-grids radiance-fields
  keypoints skeletons layouts scenes avatars gestures melodies waveforms spectrograms phonemes dialogues documents
  tables charts proofs programs compilers repositories unit-tests notebooks spreadsheets ontologies taxonomies rubrics
  preferences demonstrations curricula checkpoints quantizers caches buffers hashes sketches tensors manifolds
  wavelets operators solvers surrogates ensembles teachers students annotators crowds sensors drones manipulators
  grippers vehicles satellites microscopes electrocardiograms radiographs genomes molecules catalysts polymers alloys`);

export const settings = phrases(`
  open-domain dialogue, the wild, long videos, low-resource languages, autonomous driving,
  medical imaging, edge devices, real-world robots, scientific documents, mathematical competitions, web search,
  interactive games, remote sensing, noisy labels, mobile screens, software engineering, household tasks,
  drug discovery, legal contracts, financial reports, classroom lessons, climate records, urban traffic,
  protein sequences, surgical videos, handwritten archives, indoor scenes, crowded streets, live broadcasts,
  adversarial inputs, distribution shift, sparse rewards, tight memory budgets, unseen categories, dark scenes,
  underwater footage, wearable sensors, patient records, supply chains, power grids, agricultural fields,
  astronomical surveys, particle collisions, museum collections, customer support, courtroom transcripts,
  oral histories, sign languages, comic books, sheet music, sports analytics, disaster response, warehouse logistics`);

export const gerunds = words(`
  Learning Scaling Rethinking Towards Improving Aligning Understanding Teaching Unlocking
  Exploring Training Accelerating Evaluating Generating Bridging Measuring Distilling Steering Compressing Grounding
  Probing Revisiting Decomposing Routing Pruning Composing Calibrating Sharpening Untangling Tracing`);

/** Syllables of invented methods, which make nearly every title unique. */
export const syllables = words(`
  ver lum ra no ki zen tor mi sa del fo qua lex ar bo ny phi ster gra co ve tal um ri
  ha po dra ex in su ma vol ti ne or cas pel wi jo ka lu me ros ul dan fi be on ga`);
export const nameEndings = words(`
  Net Former Bench LM Flow Diff GPT Agent Mix Craft Eval Gen RL Vid 3D -R1 Pilot Fusion
  Align Speech Edit Coder Tune Zero Scape Lens Graph Seek Rank Cast`);

/** Followed by a plural noun. */
export const openings = phrases(`
  We introduce a framework that combines, In this work we study, Recent progress relies on,
  We show that a single architecture can replace, Existing approaches struggle with, Our key idea is to couple,
  Despite their success, practitioners still lack, We present the first systematic study of, Unlike prior work we train,
  At the core of the method lie, We further propose to regularize, A careful analysis reveals the limits of,
  Motivated by this gap we build, Extensive experiments cover, We release, The resulting system relies on,
  To close this gap we collect, Ablations confirm the value of, Surprisingly simple baselines match,
  Theoretical results bound the error of, Human evaluators prefer, Our pipeline filters and reranks,
  Little is known about, The proposed objective stabilizes, Most pipelines still depend on, Scaling laws hold for`);

/** Between a subject and a setting. */
export const joints = phrases(`
  for, in, across, under, without access to, trained on, evaluated on, designed for,
  that transfer to, at the scale of, conditioned on, in the presence of, beyond, with applications in, adapted to,
  limited to, supervised by, tested against, learned from, robust to`);

/** Ends of a sentence; `#` is replaced by a number. */
export const closings = phrases(`
  and improves accuracy by #% over strong baselines, while using #x fewer parameters,
  which generalizes to unseen domains, at a fraction of the cost, with # billion parameters,
  and reaches state-of-the-art results on # benchmarks, reducing latency by #%, without additional supervision,
  using only # labelled examples, and remains stable over # training runs, with no loss of quality,
  which earlier evaluations overlooked, on # tasks in # languages, and halves the memory footprint,
  as measured by # annotators, while preserving fidelity, in a single forward pass, within # iterations,
  and we make code and checkpoints available, which opens new directions for research, on commodity hardware,
  with a gap of only #% to the oracle, even under heavy noise, after # hours of training, compared with # alternatives`);

/** A unique invented word for a number, with syllables as digits. */
export function stem(number: number): string {
  let word = "";
  for (let rest = number + syllables.length; rest > 0; rest = Math.floor(rest / syllables.length))
    word += syllables[rest % syllables.length] ?? "";
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** TeX formulas, without dollar signs. */
export const formulas: readonly string[] = String.raw`
  k n d=3 \alpha \beta \lambda \epsilon>0 \ell_2 L^p N\to\infty O(n\log{n}) O(1/\sqrt{T}) \mathbb{R}^d \mathcal{N}=4
  SU(2)\times{U(1)} z\sim{2} 10^{-3} 3\sigma \gamma\gamma\to\mu^+\mu^- H_0 \Lambda{CDM} p<0.05 \|x\|_1 {\bf~k}\cdot{p}
  \hbar\omega \mathrm{SO}(3) x_{t+1}=f(x_t) \frac{1}{2} \pi^0 \Gamma(s) \nabla\cdot{u}=0`
  .trim()
  .split(/\s+/);
