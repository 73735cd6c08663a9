import { type Distribution, weighted } from "./distributions.js";

export interface PersonName {
  given: string;
  /** A middle initial with its period, or empty. */
  middle: string;
  family: string;
}

/** A language of names. */
interface Language {
  /** Estimated weight among authors of machine-learning papers. */
  share: number;
  given: readonly string[];
  /** Appended to the given name, as in `Xiao` + `yun`; empty if given names have one part. */
  second: readonly string[];
  family: readonly string[];
  middleInitials: boolean;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

const languages: readonly Language[] = [
  {
    share: 44,
    given: words(`
      Wei Xiao Jia Yi Zi Ming Hao Chen Yu Jun Shi Tian Xin Zhi Rui Jing Yan Hong Lin Peng Bo Kai Zhen Han Qi
      Meng Shu Cheng Guo Yong Sheng Li Ze Bin Feng Hui Kun Lei Nan Ping Run Song Tao Xu Ya Zhong Ke Fang
      Dong Ning`),
    second: words(`
      han yun wen ming yang jie hua lin xuan yi jun tao peng fei yuan qi chen bin hao ning rui kai long wei
      xin yu zhe feng shan cheng ran ting dong lei liang bo heng ze qing song meng ying xiang yan jia zhi
      guang`),
    family: words(`
      Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Lin Gao Luo Zheng Liang Xie
      Tang Song Deng Han Feng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye Cheng Wei Su Lu Ding
      Ren Shen Yao Lv Fan Jin Shi Fu Cui Tan Qin Qiu Xia Zou`),
    middleInitials: false,
  },
  {
    share: 7,
    given: words(`
      Min Ji Seung Hyun Jae Young Sung Dong Kyung Sang Jun Tae Eun Woo Chan Hye Su Kang Yong In`),
    second: words(`
      -woo -hyun -min -ji -young -ho -seok -hoon -jin -su -kyu -won -yeon -bin -hee -joon -eun -cheol`),
    family: words(`
      Kim Lee Park Choi Jeong Kang Cho Yoon Jang Lim Han Oh Seo Shin Kwon Hwang Ahn Song Hong Yoo Bae Nam`),
    middleInitials: false,
  },
  {
    share: 5,
    given: words(`
      Haru Yu Ken Hiro Aki Nao Sato Kei Masa Taka Yoshi Kazu Tomo Nobu Shige Mi Rei Ma Sa Chi Tsu Fumi Kiyo
      Mori Hide Yasu Michi Atsu Toshi Mune`),
    second: words(`
      to ki ta shi ru mi ko na ya suke ro ka ri nori aki hiko kazu e yo ho ne`),
    family: words(`
      Sato Suzuki Takahashi Tanaka Watanabe Ito Yamamoto Nakamura Kobayashi Kato Yoshida Yamada Sasaki
      Matsumoto Inoue Kimura Shimizu Hayashi Saito Mori Abe Ikeda Hashimoto Ishikawa Ogawa Okada Fujita Goto`),
    middleInitials: false,
  },
  {
    share: 10,
    given: words(`
      Aarav Vivek Rohan Ananya Priya Kavya Arjun Nikhil Sanjay Deepa Meera Rahul Karthik Ishaan Divya Neha
      Varun Siddharth Pooja Anil Lakshmi Suresh Tanvi Harish Ritu Manoj Shreya Gaurav Asha Naveen`),
    second: [],
    family: words(`
      Sharma Gupta Patel Reddy Iyer Nair Rao Menon Banerjee Mukherjee Chatterjee Joshi Kulkarni Desai Mehta
      Agarwal Verma Singh Kapoor Bhat Pillai Krishnan Raman Srinivasan Choudhury Mishra Pandey Saxena Das
      Ghosh`),
    middleInitials: true,
  },
  {
    share: 17,
    given: words(`
      James Mary Robert Linda Michael Susan David Karen Daniel Emily Matthew Laura Andrew Rachel Joshua
      Megan Kevin Hannah Brian Amy George Claire Edward Julia Ryan Alice Jacob Grace Nathan Sophie Eric
      Olivia Adam Ruth Peter Naomi Simon Helen Thomas Diana Oliver Nora Samuel Leah Victor Holly Martin
      Ellen Hugh Paula`),
    second: [],
    family: words(`
      Smith Johnson Brown Taylor Anderson Harris Clark Lewis Walker Hall Young Wright Hill Green Baker
      Nelson Carter Mitchell Turner Phillips Campbell Parker Evans Edwards Collins Stewart Morris Murphy
      Cook Rogers Reed Bailey Cooper Richardson Cox Ward Peterson Gray Watson Brooks Kelly Sanders Price
      Bennett Wood Barnes Ross Fisher Marshall Grant Ashworth Hollins Pemberton Whitlock Thackeray Lockhart`),
    middleInitials: true,
  },
  {
    share: 4,
    given: words(`
      Jürgen Anna Felix Greta Lukas Jörg Käthe Moritz Sabine Till Björn Anneliese Matthias Ulrike Jonas Lena
      Stefan Heike Götz Frieda`),
    second: [],
    family: words(`
      Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schäfer Koch Bauer Richter Klein Wolf
      Schröder Neumann Schwarz Zimmermann Krüger Hofmann Lange Köhler Brandt Vogel`),
    middleInitials: true,
  },
  {
    share: 5,
    given: words(`
      François Élodie Mathieu Camille Hélène Théo Amélie Luc Chloé Antoine José María Andrés Lucía Iñaki
      Sofía Joaquín Inés João Beatriz Gonçalo Mariana Giulia Matteo Nicolò Chiara Lorenzo Elena`),
    second: [],
    family: words(`
      Lefèvre Moreau Girard Dubois Bélanger Renaud Marchand García Fernández López Muñoz Núñez Ibáñez
      Ramírez Gonçalves Araújo Magalhães Ferreira Rossi Bianchi Ferrari Conti Ricci Moretti Santoro Galli`),
    middleInitials: true,
  },
  {
    share: 4,
    given: words(`
      Ivan Olga Dmitri Natalia Sergei Tatiana Alexei Irina Łukasz Agnieszka Paweł Zofia Tomáš Jiří Eliška
      Balázs Eszter László Zsófia Mihai Ioana Goran Snežana`),
    second: [],
    family: words(`
      Petrov Volkov Sokolov Morozov Novikov Lebedev Orlov Kowalski Wiśniewski Zieliński Wójcik Dvořák
      Novotný Černý Svoboda Szabó Horváth Kovács Tóth Popescu Ionescu Jovanović Petrović Nikolić`),
    middleInitials: true,
  },
  {
    share: 4,
    given: words(`
      Omar Fatima Yusuf Leila Hassan Amira Reza Shirin Dariush Nasrin Mehmet Ayşe Emre Elif Noam Yael Eitan
      Tamar Chidi Amara Kwame Abena Tariq Samira`),
    second: [],
    family: words(`
      Haddad Khalil Mansour Rahman Nasser Saleh Hosseini Karimi Moradi Rezaei Yılmaz Demir Öztürk Çelik Levi
      Mizrahi Peretz Okafor Adeyemi Mensah Diallo Siddiqui Farouk Aziz`),
    middleInitials: true,
  },
];

const pickLanguage: Distribution = weighted(languages.map((language) => language.share));
/** Makes the first names of a list more frequent than the last. */
const skewed = (list: readonly string[], fraction: number): string =>
  list[Math.floor(fraction * Math.sqrt(fraction) * list.length)] ?? "";

/** A name from five uniform fractions; not unique. */
export function personName(random: () => number): PersonName {
  const language = languages[pickLanguage(random())] ?? languages[0];
  if (language === undefined) throw new Error("There are no languages.");
  const given = skewed(language.given, random());
  const second = random();
  // Six of seven names have a second part, if the language has them.
  const part = second < 6 / 7 ? skewed(language.second, second * (7 / 6)) : "";
  const family = skewed(language.family, random());
  // Two thirds of middle names are printed as an initial.
  const letter = random() * 39;
  const middle = language.middleInitials && letter < 26 ? `${String.fromCharCode(65 + letter)}.` : "";
  return { given: given + part, middle, family };
}
