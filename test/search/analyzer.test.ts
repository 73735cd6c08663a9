import { readFileSync } from "node:fs";
import fc from "fast-check";
import sql from "sql-template-tag";
import { describe, expect, test } from "vitest";
import { analyzeChunk } from "../../src/text/analysis/analyzed-chunk.js";
import { parseSearch } from "../../src/text/analysis/query.js";
import { stem } from "../../src/text/analysis/stem.js";
import { isCamelCase } from "../../src/text/analysis/words.js";
import { useDatabase } from "../kit/db/database.js";
import { analyze, areFound, termsOf } from "../kit/search/analyzed.js";

const database = useDatabase();

describe("terms of", () => {
  test.each([
    // Words are stemmed, in lower case, and keep their places.
    ["We study running Models", "we studi run model"],
    ["", ""],
    [" -- ... ", ""],
    // Compounds, next to their parts.
    ["GPT-4", "gpt+gpt4 4"],
    ["GPT4", "gpt+gpt4 4"],
    ["GPT 4", "gpt 4"],
    ["Qwen2.5-7B", "qwen+qwen2.5 2.5+2 7+7b b"],
    ["image/video", "imag+imagevideo video+imagevideo"],
    ["foo.png", "foo+foopng png+foopng"],
    ["a_b", "a+ab b+ab"],
    ["pre-training", "pre+pretrain train+pretrain"],
    ["encoder–decoder", "encod+encoderdecod decod+encoderdecod"],
    ["state-of-the-art", "state+stateoftheart of the art+stateoftheart"],
    ["R&D", "r+rd d+rd"],
    ["a-b-c-d-e-f", "a b c d e f"],
    ["https://github.com/a/b", "https github com a b".replace("https", "http")],
    // Numbers.
    ["3.5 1.2.3 10,000 1,000,000", "3.5+3 1.2.3 10000 1000000"],
    ["10-20 2019/2020 [1,2]", "10 20 2019 2020 1 2"],
    ["3D 99.6% 5e6b", "3+3d d 99.6 5+5e6b e 6 b"],
    ["0a1b2c3d4e5f", "0a1b2c3d4e5f"],
    // Names in camel case, next to their words; LoRA is one word.
    ["DeepSeek VideoLLMs", "deep+deepseek seek+deepseek video+videollm llm+videollm"],
    ["BERTScore OpenAIGym", "bert+bertscor score+bertscor open+openaigym ai gym+openaigym"],
    ["LoRA LLaMA PyTorch arXiv SQuAD GPUs YOLOX", "lora llama pytorch arxiv squad gpu yolox"],
    ["TinyLlama2", "tini+tinyllama+tinyllama2 llama+tinyllama 2"],
    // Initials are one word, next to their letters; those of another word keep their periods.
    ["e.g. U.S. I.T. i.i.d.", "eg+e+g u.s+u+s i.t+i+t iid+i+d"],
    // Signs that carry meaning.
    ["C++/CUDA C# C A* g++", "c+c++ cuda c+c# c a+a* g+g++"],
    ["a*b **bold** #1", "a b bold 1"],
    [
      "C$^*$ $C^{*}$-algebras A^* A$^\\ast$ $A^{\\star}$ $x^2*$ star",
      "c+c* c+c* algebra a+a* a+a* a+a* x+x2 2 star",
    ],
    // Versions, which are names of their own, and what only looks like one.
    [
      "YOLOv8 MobileNetV2",
      "yolo+yolov+yolov8 v+yolov 8 mobil+mobilenet+mobilenetv+mobilenetv2 net+mobilenet v+mobilenetv 2",
    ],
    ["v1.5 kv LLaVA1.5", "v+v1.5 1.5+1 kv llava+llava1.5 1.5+1"],
    // Letter-digit names in the plural.
    ["T2Is T2I t2is", "t+t2i 2 i t+t2i 2 i t+t2is 2 is"],
    // Initials next to other words.
    ["non-i.i.d. a-i.b", "non+noniid iid+i+d+noniid a+aib ib+i+b+aib"],
    [
      "(Mis)alignment (Self-)Supervised f(3)2",
      "mis+misalign align+misalign self+selfsupervis supervis+selfsupervis f 3 2",
    ],
    // Greek letters as symbols, and Greek words.
    [
      "π0 τ-bench μP $\\pi_0$ $\\varepsilon$ $\\ell_2$",
      "pi+pi0 0 tau+taubench bench+taubench mup pi+pi0 0 epsilon l+l2 2",
    ],
    ["πι ϕ 𝛽 \\variety \\ells", "πι phi beta varieti ell"],
    // Commands that lost their backslashes.
    ["varepsilon vartheta mathbb{R} textbf{Bold}", "epsilon theta r bold"],
    ["16×16 8×7B 4× $3\\times3$ ×2", "16+16x16 x 16 8+8x7b x 7 b 4+4x x 3+3x3 x 3 2"],
    ["K-means™ Foo®", "k+kmean mean+kmean foo"],
    // Typographic marks.
    ["The “attention” era", "the attent era"],
    ["Agents—planners", "agent planner"],
    ["‘Model’s’ Model's Models’ don’t O’Brien’s", "model model model dont o+obrien brien+obrien"],
    // Plural acronyms, and words that only look like one.
    ["LLMs VLMs GPUs GANs MoEs PDEs AIs IDs", "llm vlm gpu gan moe pde ai id"],
    ["llms mllms gpus cnns pdes", "llm mllm gpu cnn pde"],
    ["CSS GPS SMS css gps plus opus", "css gps sms css gps plus opus"],
    // Accents, and letters that have a plain spelling.
    ["Łukasz Søren Kjær Yıldız Đặng Größe Œuvre", "lukasz soren kjaer yildiz dang gross oeuvr"],
    ["naïve İstanbul ΣΊΣΥΦΟΣ", "naiv istanbul σισυφοσ"],
    ["שָׁלוֹם مُحَمَّد", "שלום محمد"],
    ["Андрей Андреи राम रमा", "андрей андреи राम रमा"],
    // Compatibility forms.
    ["ﬁne Ⅷ 𝒪 R² ＧＰＴ－４", "fine viii o r+r2 2 gpt+gpt4 4"],
    ["soft\u00adhyphen zero\u200bwidth no\u00a0break", "softhyphen zerowidth no break"],
    // TeX and HTML.
    ['Schr\\"odinger K\\"{a}hler', "schroding kahler"],
    [
      "$\\beta$-VAE $k$-means \\textbf{Bold} {C}apital",
      "beta+betava vae+betava k+kmean mean+kmean bold capit",
    ],
    ["cats &amp; dogs R&amp;D", "cat dog r+rd d+rd"],
    // Scripts without spaces: pairs of letters, and the last one.
    ["语言模型", "语言 言模 模型 型"],
    ["语", "语"],
    ["GPT模型", "gpt 模型 型"],
    ["ゆうが ゆうか スーパー", "ゆう うが が ゆう うか か スー ーパ パー ー"],
    ["한국어", "한국 국어 어"],
    ["𠮷野", "𠮷野 野"],
  ])("%s", (text, terms) => {
    expect(termsOf(text)).toBe(terms);
  });
});

const languageModels = ["Steering LLMs with feedback", "An LLM survey"];
const gpt = ["Probing GPT-4 and Llama-3", "Probing GPT 4 and Llama 3"];

describe("a search finds", () => {
  test.each([
    ["lms", ["Small LMs", "One LM"]],
    ["vlas", ["VLAs act"]],
    ["lms", ["Small LMS"]],
    ['"vlas act"', ["VLAs act"]],
    ["add", ["Adding noise", "Added noise"]],
    ["fine-tuni*", ["Fine-tuned models", "Finetuning", "Fine tuning"]],
    ["LLM", languageModels],
    ["LLMs", languageModels],
    ["llms", languageModels],
    ["video generation", ["Unified image/video generation"]],
    ["image", ["Unified image/video generation"]],
    ["write", ["Locks for read/write sets"]],
    ["png", ["The file foo.png"]],
    ["b", ["Of a_b and c"]],
    ["CUDA", ["C++/CUDA kernels"]],
    ["C++", ["C++/CUDA kernels", "Writing C++ code"]],
    ["C", ["Writing C++ code", "Writing C code"]],
    ["GPT-4", gpt],
    ["GPT 4", gpt],
    ["GPT4", gpt],
    ['"GPT-4 and llama"', gpt],
    ['"probing GPT4"', gpt],
    ["Qwen2.5", ["Tuning Qwen2.5-7B", "Tuning Qwen 2.5"]],
    ["qwen 7b", ["Tuning Qwen2.5-7B"]],
    ["attention", ["The “attention” era"]],
    ["“attention era”", ["The “attention” era"]],
    ["agents", ["Agents—planners and tools"]],
    ["encoder", ["Encoder–decoder limits"]],
    ["encoder-decoder", ["Encoder–decoder limits", "Encoder decoder limits", "Encoderdecoder limits"]],
    ["models limits", ["Model’s limits"]],
    ["语言模型", ["学习大语言模型的推理"]],
    ["理", ["学习大语言模型的推理"]],
    ['"语言模型 survey"', ["大语言模型 survey"]],
    ["halluci*", ["Hallucination in models", "Models hallucinate"]],
    ["hallucinati*", ["Hallucination in models"]],
    ["hallucination*", ["Hallucination in models"]],
    ["diffusi*", ["Diffusion models"]],
    ["studie*", ["Case studies"]],
    ["runni*", ["Running code"]],
    ['"chain of thoughts*"', ["Chain of thought prompting"]],
    ["-attention*", ["Diffusion models"]],
    ["pre-training", ["Pretraining data", "Pre-training data", "Pre training data"]],
    ["pretraining", ["Pretraining data", "Pre-training data"]],
    ['"pretraining data"', ["Pretraining data", "Pre-training data"]],
    ['"pre-training data"', ["Pretraining data", "Pre-training data", "Pre training data"]],
    ['"more pretraining"', ["More pre-training data"]],
    ["the who", ["The doctor who"]],
    ["to be", ["To be or not to be"]],
    ["the attention", ["Attention"]],
    ["attention or the", ["Attention"]],
    ["molecules or meta", ["Molecules", "Meta"]],
    ["molecules OR meta data", ["Molecules", "Meta data"]],
    ["on-policy", ["On-policy learning", "Onpolicy learning"]],
    ["schrodinger", ['We study the Schr\\"odinger equation']],
    ['schr\\"odinger', ["The Schrödinger equation"]],
    ["schrödinger", ["The Schrodinger equation"]],
    ["yolo", ["YOLOv8", "YOLO v8", "YOLO-v8", "YOLOV8"]],
    ["YOLOv8", ["YOLO v8", "YOLO-v8", "YOLOV8", "YOLOv8s"]],
    ["YOLO v8", ["YOLOv8", "YOLO-v8"]],
    ["ip v6", ["IPv6/IPv4"]],
    ["yolov*", ["YOLOv8", "YOLO-v8"]],
    ['"yolov8 detector"', ["A YOLO v8 detector"]],
    ['"YOLO v8 detector"', ["A YOLOv8 detector"]],
    // A letter before a number need not begin a version.
    ["HIV", ["HIV1", "HIV-1"]],
    ["HIV1", ["HIV-1", "HIV 1"]],
    ["HIV 1", ["HIV1"]],
    ['"HIV 1"', ["HIV1"]],
    ["2D conv", ["Conv2D"]],
    ["CAN bus", ["A CAN bus"]],
    ["CAN BUS", ["A bus"]],
    ["THE TRANSFORMER", ["Transformers"]],
    ["OR gate", ["The OR gate"]],
    ["or gate", ["The gate"]],
    ["NOT gate", ["A NOT gate"]],
    ["diffusion AND models NOT surveys", ["Models of diffusion: surveys"]],
    ["diffusion OR IT", ["Diffusion", "IT security"]],
    ["or", ["To be or not"]],
    ["m*", ["Diffusion models"]],
    ["diffusion M*", ["Diffusion models"]],
    ["m* diffusion", ["Diffusion models"]],
    ['"all you n*"', ["All you need"]],
    ["Qwen2.5-V*", ["Qwen2.5-VL"]],
    ["a*", ["A* search", "Fast algebra"]],
    ["10,0*", ["10,000 steps", "10034 steps"]],
    ["1,000,0*", ["1,000,000 steps"]],
    ["usin*", ["Using codes"]],
    [
      "C*-algebras",
      ["$C^*$-algebras", "$C^{*}$-algebras", "C$^\\ast$-algebras", "$\\mathrm{C}^\\star$-algebras"],
    ],
    ["A^* search", ["A* search", "A$^{*}$ search"]],
    ["A* search", ["A^* search", "A* search"]],
    ["pi0", ["π0", "$\\pi_0$", "π_0"]],
    ["π0.5", ["$\\pi_{0.5}$", "pi0.5"]],
    ["tau-bench", ["τ-bench", "$\\tau$-Bench"]],
    ["β-VAE", ["$\\beta$-VAE", "beta VAE"]],
    ["l2", ["$\\ell_2$", "$L^2$"]],
    ["epsilon", ["$\\varepsilon$", "ε-greedy"]],
    ["H100s", ["H100", "H100s"]],
    ["h100s", ["H100"]],
    ['"H100s cluster"', ["H100 cluster"]],
    ["T2I", ["T2Is"]],
    ["t2is", ["T2I", "T2Is"]],
    ["k8s", ["K8s"]],
    ["h2s", ["H2S"]],
    ["16x16", ["16×16", "$16\\times16$"]],
    ["mixtral 8×7B", ["Mixtral-8x7B"]],
    ["misalignment", ["(Mis)alignment"]],
    ["alignment", ["(Mis)alignment"]],
    ["K-means", ["K-means™"]],
    ["kmeans™", ["K-means"]],
    ["non iid", ["On non-i.i.d. data"]],
    ["non-i.i.d.", ["Non iid data", "Non-IID data"]],
    ['"non iid"', ["Non-i.i.d. data"]],
    ['"iid data"', ["Non-i.i.d. data"]],
    ['"non iid data"', ["Non-IID data", "Non-i.i.d. data", "Non-iid data"]],
    ['"non-i.i.d. data"', ["Non-IID data", "Non iid data"]],
    ['"the uk laws"', ["The U.K. laws"]],
    ['"in the U.K. laws"', ["In the UK laws"]],
    ["US laws", ["U.S. laws", "US laws"]],
    ["U.S. laws", ["US laws", "U.S. laws"]],
    ['"in U.S. laws"', ["In US laws"]],
    ["tolkien j r", ["J.R.R. Tolkien"]],
    ...["TinyLlama", "tiny llama", "tiny-llama", '"tiny llama"'].map((query): [string, string[]] => [
      query,
      ["TinyLlama", "Tiny Llama", "Tiny-Llama"],
    ]),
    ["tinyllama", ["TinyLlama", "Tiny-Llama", "TinyLlama2"]],
    ["TinyLlama", ["tinyllama"]],
    ['"via slowfast context"', ["Via SlowFast Context", "Via slow-fast context", "Via slowfast context"]],
    ['"slowfast context"', ["Via SlowFast Context"]],
    ['"of finetuning and pretraining methods"', ["Of fine-tuning and pretraining methods"]],
    ['"of finetuning and pretraining methods"', ["Of finetuning and pre-training methods"]],
    ["TinyLlama2", ["tinyllama2", "TinyLlama 2", "Tiny Llama 2"]],
    ["tinyllama2", ["TinyLlama2", "TinyLlama-2"]],
    ["llama", ["CodeLlama"]],
    ["video llm", ["VideoLLMs"]],
    ["text2sql", ["Text2SQL", "Text-to-SQL", "Text to SQL", "Text 2 SQL"]],
    ["text-to-sql", ["Text2SQL", "text2sql", "Text to SQL"]],
    ["LLM4Code", ["LLMs for code"]],
    ["wav2vec2", ["wav2vec 2.0", "Wav2Vec2", "wav2vec-2.0"]],
    ["wav2vec 2.0", ["wav2vec2", "wav2vec2.0"]],
    ["wav2vec2.0", ["wav2vec2"]],
    ["Llama-3", ["Llama 3.1", "Llama-3.1", "Llama3.1", "LLaMA 3"]],
    ["llama 3", ["Llama-3.1"]],
    ["qwen25", ["Qwen2.5", "Qwen 2.5", "Qwen-2.5-7B"]],
    ["Qwen2.5", ["Qwen25"]],
    ["varepsilon", ["ε-greedy", "$\\varepsilon$"]],
    ["ε", ["varepsilon balls"]],
    ['"state of the*"', ["State of the art", "A state-of-the-art model", "State of theory"]],
    ['"chain of thought of the*"', ["Chain of thought of a model"]],
    ["diffusion -survey", ["Diffusion models"]],
    ["diffusion - models", ["Diffusion models"]],
    ['diffusion -"a survey"', ["Diffusion survey a"]],
    ["-survey", ["Diffusion models"]],
  ])("%s", async (query, documents) => {
    expect(
      await areFound(
        database.db,
        documents.map((document) => [document, query]),
      ),
    ).toEqual(documents.map(() => true));
  });
});

describe("a search does not find", () => {
  test.each([
    ["C++", ["Writing C code", "Writing C# code"]],
    ["34", ["Sections 3-4"]],
    ["us", ["The U.S. market"]],
    ["it", ["An I.T. market"]],
    ["Llama 3.1", ["Llama 3", "Llama 3.2"]],
    ["t2i", ["t of i"]],
    ["qwen25", ["Qwen 25.1"]],
    ['"models diffusion"', ["Diffusion models"]],
    [
      '"via slowfast context"',
      ["Via slowfast new context", "Via SlowFast new context", "Via new SlowFast context"],
    ],
    ["模语", ["学习大语言模型的推理"]],
    ["diffusi*", ["Differ"]],
    ["gp", ["GPS tracking"]],
    ["gps", ["GP regression"]],
    ["LMS", ["One LM"]],
    ["yolo", ["YOLOX"]],
    ["yolo v8", ["YOLOv9"]],
    ["WHO guidelines", ["Guidelines"]],
    ["OR gate", ["A gate"]],
    ["AND gate", ["A gate"]],
    ["A* search", ["A search"]],
    ["A^* search", ["A search"]],
    ["m*", ["Diffusion"]],
    ["C*-algebras", ["C-algebras"]],
    ["π", ["p"]],
    ["h2s", ["H2"]],
    ["t2i", ["t2is"]],
    ["16x16", ["16 16"]],
    ["ad", ["Adding noise"]],
    ["diffusion -models", ["Diffusion models"]],
    ["diffusion -model*", ["Diffusion models"]],
    ['diffusion -"a survey"', ["Diffusion: a survey"]],
    ["on-policy", ["A policy on diffusion"]],
    ["Андреи", ["Андрей"]],
    ["molecules OR meta data", ["Meta"]],
  ])("%s", async (query, documents) => {
    expect(
      await areFound(
        database.db,
        documents.map((document) => [document, query]),
      ),
    ).toEqual(documents.map(() => false));
  });
});

test("common words are required only if a search has no others", () => {
  expect(parseSearch("the who")).toMatchObject({
    words: "'the' & 'who'",
    terms: ["the", "who"],
    weights: [1, 1],
  });
  expect(parseSearch("the state of attention or the")).toMatchObject({
    words: "'state' & 'attent'",
    terms: ["state", "attent"],
    weights: [1, 1],
  });
  expect(parseSearch("the -attention")).toMatchObject({
    words: "'the' & !'attent'",
    terms: ["the"],
    weights: [1],
  });
});

test("ranking uses each term of words and phrases that are not excluded once", () => {
  expect(parseSearch('GPT-4 gpt "state of the art" -foo -"bar baz"')?.terms).toEqual([
    "gpt4",
    "gpt",
    "4",
    "state",
    "art",
  ]);
});

test("joined forms weigh less than words, unless typed as one", () => {
  expect(parseSearch("pre-training")).toMatchObject({
    terms: ["pretrain", "pre", "train"],
    weights: [0.25, 1, 1],
  });
  expect(parseSearch("pre-training pretraining")?.weights).toEqual([1, 1, 1]);
});

test.each(["", " ", '"', '""', "-", "- -", "*", "(&|!):*<->", "🚀", "\0", "\ud800", "\\", "'"])(
  "there is no word to look for in %j",
  (text) => {
    expect(parseSearch(text)).toBeUndefined();
  },
);

test.each([
  ["2509.04664", "2509.04664"],
  [" arXiv:2509.04664v2 ", "2509.04664"],
  ["arxiv 2509.04664", "2509.04664"],
  ["https://arxiv.org/abs/2509.04664", "2509.04664"],
  ["arxiv.org/pdf/2509.04664v1.pdf", "2509.04664"],
  ["https://www.arxiv.org/abs/2509.04664?context=cs", "2509.04664"],
  ["https://huggingface.co/papers/2509.04664", "2509.04664"],
  ["https://doi.org/10.48550/arXiv.2509.04664", "2509.04664"],
  ["hep-th/9901001v3", "hep-th/9901001"],
  ["HEP-TH/9901001", "hep-th/9901001"],
  ["2509.04664 v2", "2509.04664"],
  ["arXiv preprint arXiv:2509.04664", "2509.04664"],
  ["arXiv:2509.04664v1 [cs.CL] 4 Sep 2025", "2509.04664"],
  ["2509.04664 diffusion", undefined],
  ["2509", undefined],
  ["https://example.org/abs/2509.04664", undefined],
])("the arXiv id of %j is %s", (text, id) => {
  expect(parseSearch(text)?.arxivId).toBe(id);
});

test("stems are those of PostgreSQL's Snowball", async () => {
  const sample = readFileSync(new URL("../../seed/sample.jsonl", import.meta.url), "utf8");
  const words = [...new Set(sample.toLowerCase().match(/[a-z]{3,}(?<!s)\b/g))];
  const rows = await database.db.query<{ word: string; theirs: string }>(sql`
    select word, (ts_lexize('english_stem', word))[1] as theirs from unnest(${words}::text[]) word
    where ts_lexize('english_stem', word) <> '{}'
  `);
  expect(rows.length).toBeGreaterThan(500);
  expect(rows.filter(({ word, theirs }) => stem(word) !== theirs)).toEqual([]);
});

const word = fc.constantFrom(
  ..."the GPT-4 models' LLMs gpus Qwen2.5-7B C++ C# A* foo.png a_b don't O’Brien 10,000 3.5 e.g. naïve Größe İ ﬁ".split(
    " ",
  ),
  ..."语言模型 ゆうが 한국어 ภาษาไทย Андрей राम שָׁלוֹם 𝒪 x̌̇ ½ &amp; {A}b \ud800 \u0301 ' '' : :* ! | & < > ( ) , ; @ 😀 \u00a0 \u00ad \ufeff \0".split(
    " ",
  ),
  "x".repeat(70),
  "a-".repeat(50),
  "1a".repeat(30),
  ..."TinyLlama BERTScore text2sql wav2vec2.0 qwen25 U.S. i.i.d. US YOLOv8 H100s t2is π0 μP non-i.i.d. (Mis)alignment 16×16 C^* m* K-means™ 2509.04664v2 OR CAN".split(
    " ",
  ),
  "𠮷".repeat(70),
);
const anything = fc.oneof(
  { weight: 3, arbitrary: word },
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.string({ maxLength: 20 }),
);
const text = fc.array(anything, { maxLength: 12 }).map((words) => words.join(" "));
const plain = text.map((typed) => typed.replaceAll("\\", ""));

test("terms are lower-case and folded, never empty, and fit into a lexeme", () => {
  fc.assert(
    fc.property(text, (typed) => {
      let last = 1;
      const length = analyze(typed, (term, position) => {
        expect(term).not.toBe("");
        expect(term).not.toMatch(/[\s\0A-Z]/u);
        expect(term).toBe(term.toLowerCase());
        expect(Buffer.from(term).toString()).toBe(term);
        expect(Buffer.byteLength(term)).toBeLessThanOrEqual(300);
        expect(position).toBeGreaterThanOrEqual(last);
        last = position;
      });
      expect(length).toBeGreaterThanOrEqual(last - 1);
    }),
    { numRuns: 500 },
  );
});

test("composed and decomposed letters are the same", () => {
  fc.assert(
    fc.property(text, (typed) => {
      expect(termsOf(typed.normalize("NFD"))).toBe(termsOf(typed.normalize("NFC")));
      expect(parseSearch(typed.normalize("NFD"))).toEqual(parseSearch(typed.normalize("NFC")));
    }),
    { numRuns: 500 },
  );
});

test("two texts joined by a space have the terms of both", () => {
  fc.assert(
    fc.property(plain, plain, (first, second) => {
      const both = [termsOf(first), termsOf(second)].filter((terms) => terms !== "").join(" ");
      expect(termsOf(`${first} ${second}`)).toBe(both);
    }),
    { numRuns: 500 },
  );
});

test("a word is the same by the fast and the general path", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z]{1,12}s?$/), (typed) => {
      expect(termsOf(typed)).toBe(termsOf(`${typed}…`));
      if (isCamelCase(typed)) return;
      expect(analyzeChunk(typed)).toMatchObject({ terms: [termsOf(typed)], offsets: [0], length: 1 });
    }),
    { numRuns: 500 },
  );
});

test("PostgreSQL accepts any query, and a document of the query's words matches it", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 30 }), async (queries) => {
      // An excluded word would not be found by definition.
      const pairs = queries.map((query) => [query, query.replace(/(?<![^\s"])-+/g, "")] as const);
      const found = await areFound(database.db, pairs);
      for (const [index, pair] of pairs.entries())
        expect([pair, found[index]]).toEqual([pair, parseSearch(pair[1]) === undefined ? null : true]);
      await areFound(
        database.db,
        queries.map((query) => ["", query]),
      );
    }),
    { numRuns: 60 },
  );
});

test("hostile texts are analyzed and parsed in linear time", async () => {
  const long = [
    "x",
    "x ",
    "a-",
    "1a",
    "'",
    '"',
    "\\",
    '\\"',
    "{",
    "&amp;",
    "-",
    "*",
    "or ",
    "语",
    "a\u0301",
    "\u0301",
    "$",
    "3.",
    "a* ",
    '"a" ',
    "a,",
    "-a ",
  ];
  const documents = long.map((part) => part.repeat(190_000 / part.length));
  for (const document of documents) analyze(document, () => undefined);
  await areFound(
    database.db,
    documents.map((document) => ["x", document]),
  );
});
