//! The stable codes of errors, and what `jensen explain` says about each.

macro_rules! codes {
    ($($name:ident $code:literal, $title:literal, $explanation:literal;)*) => {
        /// The stable code of an error.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = $title] $name,)*
        }

        impl Code {
            /// All codes.
            pub const ALL: &[Code] = &[$(Code::$name,)*];

            /// The code as it is printed, such as `E-EMPTY-FILE`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            /// What is wrong, in a few words.
            pub fn title(self) -> &'static str {
                match self { $(Code::$name => $title,)* }
            }

            /// The cause and the remedy.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$name => $explanation,)* }
            }
        }
    };
}

codes! {
    FileNotFound "E-FILE-NOT-FOUND", "file not found",
        "There is no file of this name. The files that a problem file names (`[data] file`, `[domain] center`) are looked up relative to the problem file's own directory; files on the command line are relative to the current directory.";
    Directory "E-DIRECTORY", "directory instead of a file",
        "A directory was given where a file is wanted. Give the problem file or data file inside it.";
    Unreadable "E-UNREADABLE", "unreadable file",
        "The file exists, but the system does not let it be read. The message repeats the system's reason; most often the file's permissions are the cause.";
    EmptyFile "E-EMPTY-FILE", "empty file",
        "The file holds nothing but white space. `jensen init DATA.csv` drafts a problem file from a data file.";
    NotUtf8 "E-NOT-UTF-8", "not UTF-8",
        "Problem files and data files are texts in UTF-8, or in UTF-16 with a byte order mark. The caret shows the first byte that is not; save the file again as UTF-8.";
    NoText "E-NO-TEXT", "not a text",
        "Problem files and data files are texts. The file's first bytes say that it is something else: a spreadsheet, an archive, an array. Write data with pandas' `to_csv`, or save a sheet as CSV.";
    FileTooLarge "E-FILE-TOO-LARGE", "file too large",
        "Problem files have at most 1 MiB, data files 16 MiB; the size is looked at before the file is read. Put rows into a CSV file rather than into the problem file, and leave out columns that the objective does not use.";
    Toml "E-TOML", "not TOML",
        "Problem files are written in TOML (https://toml.io). Frequent causes: a string without quotes, a fraction such as 1/3 without quotes, a key given twice, a bracket left open.";
    WrongType "E-TYPE", "value of the wrong type",
        "The key wants a value of another type. Numbers may be written plainly or in quotes, fractions in quotes only: `\"1/3\"`. A box is `[lower, upper]` or `\"real\"`; an infinite limit is `\"inf\"` or `\"-inf\"`.";
    MissingKey "E-MISSING-KEY", "missing key",
        "The table lacks a key that has no default. The help shows a line to add.";
    UnknownKey "E-UNKNOWN-KEY", "unknown key",
        "The table has a key without meaning. Nothing is ignored silently, since a misspelt key would change the problem: correct its spelling or remove it.";
    KeyConflict "E-KEY-CONFLICT", "key that cannot stand here",
        "The key has a meaning, but not together with the others that are there: a problem has either `[objective]` or `[network]`, data come from `file` or from `rows`, and `slope`, `alpha`, `delta` or `weights` belong to one kind of activation, loss or penalty only.";
    UnknownChoice "E-UNKNOWN-CHOICE", "unknown choice",
        "The word is none of those that the key allows. Activations: tanh, sigmoid, softplus, relu, leaky-relu, elu, gelu, silu, sin, square, identity. Losses: squared, logistic, cross-entropy, huber. Penalties: square, l1, elastic-net, formula.";
    Number "E-NUMBER", "not a number",
        "Numbers are exact: an integer, a decimal (0.1 is one tenth), a decimal with exponent (2.5e-3) or a fraction (1/3). At most 10,000 digits, a decimal exponent within ±10,000, and no denominator of zero.";
    OutOfRange "E-OUT-OF-RANGE", "number outside its range",
        "Penalty weights, the penalty's scale and a box's radius are at least 0, a ball's radius and scales are more than 0, the share `alpha` of an elastic net lies in [0, 1], and huber's `delta` is more than 0.";
    NotAnIdentifier "E-NAME", "not a name",
        "Parameters, data columns and named parts are called by a letter (Latin, Greek or `_`), then letters, digits and `_`, and perhaps an index such as `[1,2]`. Columns of data files whose headers do not qualify are called by the letters and digits in them, with `_` between; `columns = { x = \"mean radius\" }` in `[data]` calls them otherwise. `default`, `center`, `radius`, `ball`, `scales` and `constraints` are keys of `[domain]` and cannot be parameters of a problem file.";
    DuplicateName "E-DUPLICATE-NAME", "name given twice",
        "Two parameters, columns or named parts have the same name, or the same name is given two values. Every name has one meaning.";
    UnknownParameter "E-UNKNOWN-PARAMETER", "unknown parameter",
        "A box, weight or center is given for a name that no parameter has. Names in `[domain]`, `weights`, `center`, a file of weights and `--box` are those of the objective's parameters, or of blocks of them: `W1` stands for all `W1[i,j]`.";
    NoParameters "E-NO-PARAMETERS", "no parameters",
        "The objective has no parameters. In a problem file they are the keys of `[domain]`, or listed as `parameters` in `[objective]`; on the command line they are those that `--box` names.";
    NoBox "E-NO-BOX", "parameter without a box",
        "Every parameter needs limits: an entry of its own, its block's, or a default. The whole line is a domain too, but it must be written: `\"real\"`.";
    EmptyBox "E-EMPTY-BOX", "lower limit above the upper",
        "The box is empty, since its lower limit is above its upper limit. Equal limits are allowed and pin the parameter.";
    BoxSyntax "E-BOX-SYNTAX", "not a box",
        "`--box` takes `NAME=LOWER..UPPER` or `NAME=real`, several separated by commas. Limits are exact numbers; `-inf` and `inf` leave one side open.";
    PointSyntax "E-POINT-SYNTAX", "not a point",
        "`--at` takes a value for every parameter: `NAME=NUMBER` separated by commas, or the path of a file of weights.";
    CertificateName "E-CERTIFICATE-NAME", "not a certificate's name",
        "The keys of `[certificates]` in a `claim.toml` name files: letters, digits and hyphens.";
    MapSyntax "E-MAP-SYNTAX", "not a map",
        "`--map` says what stands in a parameter's place: `NAME=NAME` or `NAME=-NAME`, separated by commas. `a1=a2,a2=a1` exchanges a1 and a2, `w1=-w1` flips a sign; parameters that are not named stay.";
    MapNotOneToOne "E-MAP-NOT-ONE-TO-ONE", "map that is not one-to-one",
        "A symmetry permutes the parameters: each of them stands in exactly one place afterwards. Write both halves of an exchange, `a1=a2,a2=a1`.";
    NoValue "E-NO-VALUE", "point without a value",
        "A point in the parameter space has a value for each parameter, by its own name or by its block's.";
    WeightsSyntax "E-WEIGHTS", "not a file of weights",
        "Weights are read from lines `name,value` (.csv), a state dict (.json), NumPy's arrays (.npy, .npz), safetensors, and feed-forward networks in ONNX. PyTorch's .pt, Keras' .h5 and pickles run or describe code rather than numbers; PROBLEMS.md shows the line that exports them.";
    WeightShapes "E-WEIGHT-SHAPES", "arrays that do not fit",
        "The arrays of a file of weights are matched to the parameters by their names, else by shape and order: weights have units × inputs numbers (PyTorch), or all of them inputs × units (Keras, JAX, scikit-learn). They are those of another network.";
    NotFinite "E-NOT-FINITE", "weight that is not finite",
        "A file of weights has an infinite value or one that is no number. Training has diverged, or the file is damaged.";
    OutsideBox "E-OUTSIDE-BOX", "point outside the box",
        "Every value of a point lies within the limits of its parameter, which `[domain]` and `--box` give. What happens outside the box says nothing about convexity on it. Change the value, or widen the box.";
    Inequality "E-INEQUALITY", "not an inequality",
        "`constraints` in `[domain]` and `--where` take inequalities `f <= g` or `f >= g` between affine functions of the parameters, such as `w1 <= w2` or `a1 + a2 <= 1`, or chains of them. Borders belong to the domain, so `<` and `>` have no meaning of their own. An equation leaves no interior: pin the parameter to its one value, or put what it is equal to in its place.";
    NotAffine "E-NOT-AFFINE", "inequality that is not affine",
        "The sides of an inequality are sums of parameters times constants. A ball, `ball` with `center`, is the one other shape that cuts a box.";
    NoInterior "E-NO-INTERIOR", "domain without interior",
        "A domain that a ball or inequalities cut has a point at which all limits that do not pin a parameter, the ball and all inequalities hold with room to spare; the certificate names one. None was found: the inequalities contradict each other or the limits, or they leave a flat set. Pin a parameter, `[v, v]`, or substitute.";
    RaggedRow "E-RAGGED-ROW", "row of another length",
        "All rows of the data have the same number of fields. A missing or surplus comma is the usual cause; a field that contains a comma stands in double quotes. Decimal points are points.";
    MissingColumn "E-MISSING-COLUMN", "missing column",
        "The problem asks for a column that the data do not have. Columns are called by the data file's first line, as it stands or by the letters and digits in it, or by `columns` in `[data]`.";
    NoRows "E-NO-ROWS", "data without rows",
        "The data have names of columns, but no row of numbers.";
    NoHeader "E-NO-HEADER", "columns without names",
        "The data file begins with a row of numbers, so that its columns have no names. Add a first line with names, or list them as `columns` in `[data]`.";
    DataNumber "E-DATA-NUMBER", "field that is no number",
        "A field of the data is no number. Text columns can be left out by listing the others as `columns` in `[data]`; classes are listed in the order of their numbers, `classes = [\"a\", \"b\"]` in `[data]`. Truth values are 1 and 0.";
    MissingValue "E-MISSING-VALUE", "row without a value",
        "A field of a column that is used is empty, or says NA, NaN, null or None. Fill it in, or write `drop_missing = true` in `[data]`: rows that lack a value in a column that is used are then left out, and their number is told.";
    DecimalComma "E-DECIMAL-COMMA", "decimal comma",
        "Decimal points are points. A file with decimal commas is separated by semicolons or tabulators and was written for a spreadsheet; write it again with points.";
    UnknownClass "E-UNKNOWN-CLASS", "value that is no class",
        "`classes` in `[data]` lists the values of the network's target, or of the last column, in the order of their numbers 0, 1, 2 and so on. Every value must be among them, spelt the same.";
    RowRange "E-ROW-RANGE", "not a range of rows",
        "`take` in `[data]` is the first and the last row that are taken, counted from 1 below the header: `take = \"1..100\"`.";
    RowsBeyond "E-ROWS-BEYOND", "rows that are not there",
        "`take` in `[data]` goes on beyond the last row of the data.";
    TooMuchData "E-TOO-MUCH-DATA", "too much data",
        "The columns that are used have more than a million numbers together, or a network makes so many of the classes.";
    NoData "E-NO-DATA", "no data",
        "`sum`, `mean` and networks need data rows: `[data]` in a problem file, `--data` on the command line. A penalty is a function of the parameters alone and has no rows.";
    ConstantColumn "E-CONSTANT-COLUMN", "constant column",
        "With `standardize`, every input is shifted by its mean and divided by its standard deviation, which is zero for a column that is the same in every row.";
    Layers "E-LAYERS", "unusable layers",
        "`layers` lists the number of inputs, of units in each hidden layer, and of outputs, each at least 1. The inputs are as many as the input columns, and a network has at most a million parameters.";
    LayerCount "E-LAYER-COUNT", "list that does not fit the layers",
        "`activation` is one word for all hidden layers or a list with one word a hidden layer; `bias` is one truth value or a list with one a layer, the output layer included.";
    Inputs "E-INPUTS", "inputs that do not fit the layers",
        "The first of `layers` is the number of input columns. These are the columns listed as `inputs`, or else all columns but the target.";
    Outputs "E-OUTPUTS", "outputs that do not fit the loss",
        "The squared and huber losses compare every output with a target column of its own. The logistic loss has one output and one target of 0 or 1. The cross-entropy loss has k outputs, at least 2, and one target of 0 to k − 1.";
    Label "E-LABEL", "target that is no class",
        "The logistic loss wants targets 0 and 1, the cross-entropy loss with k outputs the whole numbers 0 to k − 1.";
    Syntax "E-SYNTAX", "syntax error in a formula",
        "Formulas are made of numbers, names, `+ - * / ^`, parentheses and functions. There is no implied product: write `2*x`. Powers are `x^2`; `-x^2` is −(x²).";
    UnknownName "E-UNKNOWN-NAME", "unknown name in a formula",
        "The name is no parameter, no data column and no part named in `where`. Nothing is created silently, since a misspelt name would be another problem.";
    UnknownFunction "E-UNKNOWN-FUNCTION", "unknown function",
        "The functions are exp, expm1, log (natural), log1p, sqrt, tanh, sigmoid, softplus, sin, cos, atan, erf, abs, relu, elu, gelu, silu, huber, max, min, and sum and mean over rows.";
    ArgumentCount "E-ARGUMENTS", "wrong number of arguments",
        "`max` and `min` take two arguments or more, `huber(z, δ)` may have a width δ, a positive constant, as a second; every other function takes one.";
    Nesting "E-NESTING", "nesting too deep",
        "Parentheses, functions, exponents and named parts nest at most 500 levels deep.";
    Exponent "E-EXPONENT", "unusable exponent",
        "An exponent is a constant integer within ±1000. For other powers of a positive x write `exp(p*log(x))`, and `sqrt(x)` for a square root.";
    SumInside "E-SUM", "sum over rows inside another operation",
        "`sum( )` and `mean( )` add up what is inside over the data rows. They may be added, and multiplied or divided by constants; they may not be nested, squared, put inside a function or multiplied by parameters. `a*mean(x)` can be written `mean(a*x)`.";
    ColumnOutsideSum "E-COLUMN-OUTSIDE-SUM", "data column outside sum and mean",
        "A data column has one value a row, so it has a meaning only inside `sum( )` or `mean( )`.";
    Circle "E-CIRCLE", "named part defined by itself",
        "The parts in `where` may use each other, but no part may use itself, even through others.";
    UndefinedConstant "E-UNDEFINED-CONSTANT", "undefined constant",
        "A constant expression has no value: a division by zero, the logarithm of a number that is not positive, the square root of a negative number.";
    HugeConstant "E-HUGE-CONSTANT", "constant too large",
        "Constants are computed exactly, and numerators and denominators have at most 10,000 digits.";
    TooManyNodes "E-TOO-MANY-NODES", "expression too large",
        "An expression has at most ten million operations.";
    Undefined "E-UNDEFINED", "objective undefined in the box",
        "At an exact point of the box the objective or the penalty has no value, as log(x) has none at x = −1; there it is neither convex nor not. Choose a box on which it is defined everywhere. An expression that only seems undefined, because enclosures are wide, is no error: it is split further.";
}

/// The code that is printed like this, in upper or lower case.
pub fn find_code(text: &str) -> Option<Code> {
    Code::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(text))
}
