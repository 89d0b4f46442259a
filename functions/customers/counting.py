"""Records are counted as the stream tells of them."""

from counts.folding import Counting
from customers.counted import tally

COUNTING = Counting(tally)
react, ahead, recount = COUNTING.react, COUNTING.ahead, COUNTING.recount
