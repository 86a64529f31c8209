package io.github.qccroutes.assignments;

import java.util.BitSet;

/**
 * The search for the fewest calls. Every call that either side would make becomes a vertex, every
 * pair an edge between the two calls that could send it; the calls to make are a least vertex
 * cover. That is the minimum where each centre fits into one call.
 *
 * <p>A centre that needs several calls leaves a choice of which pairs share one. A further round
 * puts the pairs a centre got first in its row and covers again: these fill their calls, the others
 * gather in calls that may not be needed. A round never takes more calls than the one before, as
 * its cover could be that plan; they end when one takes as many. Nor does the first take more than
 * one side alone, which is a cover too.
 */
final class CallPlanSearch {
  /** Keeps the time within bounds; the first rounds gain most. */
  private static final int MOST_ROUNDS = 20;

  private final CallPlanSide logins;
  private final CallPlanSide keywords;
  private int loginCalls;
  private final int[] callOfPair;

  CallPlanSearch(CallPlanSide logins, CallPlanSide keywords) {
    this.logins = logins;
    this.keywords = keywords;
    this.callOfPair = new int[logins.callOfPair().length];
    int fewest = Integer.MAX_VALUE;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      CallPlanCover cover = cover();
      if (cover.size() >= fewest) {
        break;
      }
      fewest = cover.size();
      BitSet toLogin = pairsSentByLogin(cover);
      note(toLogin);
      BitSet toKeyword = new BitSet();
      toKeyword.set(0, callOfPair.length);
      toKeyword.andNot(toLogin);
      logins.putFirst(toLogin);
      keywords.putFirst(toKeyword);
    }
  }

  /** How many call numbers, from 0, are of one login; not all of them are used. */
  int loginCalls() {
    return loginCalls;
  }

  /** The number of each pair's call. */
  int[] callOfPair() {
    return callOfPair;
  }

  private CallPlanCover cover() {
    return new CallPlanCover(
        logins.callOfPair(), logins.calls(), keywords.callOfPair(), keywords.calls());
  }

  private void note(BitSet toLogin) {
    loginCalls = logins.calls();
    for (int pair = 0; pair < callOfPair.length; pair++) {
      callOfPair[pair] =
          toLogin.get(pair) ? logins.callOfPair()[pair] : loginCalls + keywords.callOfPair()[pair];
    }
  }

  /**
   * The pairs whose login's call sends them. One that both calls of a cover could send fills up a
   * call that is made anyway, by preference the login's, which answers more.
   */
  private BitSet pairsSentByLogin(CallPlanCover cover) {
    BitSet toLogin = new BitSet(callOfPair.length);
    BitSet open = new BitSet(callOfPair.length);
    int[] ofLogin = new int[callOfPair.length];
    int[] ofKeyword = new int[callOfPair.length];
    for (int pair = 0; pair < callOfPair.length; pair++) {
      boolean left = cover.hasLeft(logins.callOfPair()[pair]);
      boolean right = cover.hasRight(keywords.callOfPair()[pair]);
      if (left && right) {
        open.set(pair);
      } else if (left) {
        toLogin.set(pair);
        ofLogin[logins.centre(pair)]++;
      } else {
        ofKeyword[keywords.centre(pair)]++;
      }
    }
    for (int pair = open.nextSetBit(0); pair >= 0; pair = open.nextSetBit(pair + 1)) {
      boolean loginHasPlace = ofLogin[logins.centre(pair)] % logins.callSize() != 0;
      boolean keywordHasPlace = ofKeyword[keywords.centre(pair)] % keywords.callSize() != 0;
      if (loginHasPlace || !keywordHasPlace) {
        toLogin.set(pair);
        ofLogin[logins.centre(pair)]++;
      } else {
        ofKeyword[keywords.centre(pair)]++;
      }
    }
    return toLogin;
  }
}
